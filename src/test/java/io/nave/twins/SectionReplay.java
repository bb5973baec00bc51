package io.nave.twins;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Replays the writes of one section in the order of their versions and compares every document that was read with what the
 * section was at its version: values, types and metadata.
 */
final class SectionReplay {

    private final String section;
    private final TwinModel model = new TwinModel();
    private final Map<Long, String> times = new HashMap<>(Map.of(TwinModel.FRESH, MetadataCheck.NEVER));
    private final List<String> violations = new ArrayList<>();

    SectionReplay(String section) {
        this.section = section;
    }

    /** An accepted write. */
    record Step(long version, boolean replaces, ObjectNode content) {

        void applyTo(TwinModel model) {
            if (replaces) {
                model.replace(content, version);
            } else {
                model.patch(content, version);
            }
        }
    }

    /** The section as somebody saw it at a version. */
    record View(String where, long version, ObjectNode section, Stamps stamps) {

        /** What metadata it has to show. */
        enum Stamps {
            NONE,
            TIME,
            TIME_AND_VERSION
        }
    }

    List<String> violations(List<Step> steps, List<View> views) {
        List<Step> ordered = steps.stream().sorted(Comparator.comparingLong(Step::version)).toList();
        int next = 0;
        for (View view : views.stream().sorted(Comparator.comparingLong(View::version)).toList()) {
            while (next < ordered.size() && ordered.get(next).version() <= view.version()) {
                ordered.get(next++).applyTo(model);
            }
            compare(view);
        }
        return violations;
    }

    private void compare(View view) {
        String place = section + " at " + view.version() + " seen by " + view.where();
        ObjectNode values = view.section().deepCopy();
        values.remove("$version");
        boolean stamped = view.stamps() != View.Stamps.NONE;
        if (stamped) {
            values.remove("$metadata");
        }
        if (!values.equals(model.values())) {
            violations.add(place + " is " + values + " and not " + model.values());
        }
        if (stamped) {
            new MetadataCheck(place, view.stamps() == View.Stamps.TIME_AND_VERSION, times, violations)
                    .check(view.section().path("$metadata"), model.root());
        }
    }
}
