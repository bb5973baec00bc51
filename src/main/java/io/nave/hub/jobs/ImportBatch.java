package io.nave.hub.jobs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.identity.BulkItem;
import io.nave.hub.identity.BulkOutcome;
import io.nave.hub.identity.ImportMode;
import io.nave.hub.json.BulkJson;
import io.nave.hub.json.TwinText;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Some lines of an import, read for one of the two passes: lines that cannot be read belong to the first. Confined to one run.
 */
final class ImportBatch {

    private final List<JobLine> lines;
    private final boolean secondPass;
    private final List<Item> items = new ArrayList<>();
    private final List<LineError> errors = new ArrayList<>();
    private boolean modulesSeen;

    /** What one line asks for. */
    record Item(long line, BulkItem bulk) {
    }

    ImportBatch(List<JobLine> lines, boolean secondPass) {
        this.lines = List.copyOf(lines);
        this.secondPass = secondPass;
        this.lines.forEach(this::read);
    }

    private void read(JobLine line) {
        switch (line) {
            case JobLine.Text text -> read(text);
            case JobLine.Broken broken -> malformed(broken.number(), Optional.empty(), broken.reason());
        }
    }

    private void read(JobLine.Text line) {
        Optional<ClientId> id = Optional.empty();
        try {
            JsonNode json = TwinText.object(line.text().getBytes(UTF_8));
            ClientId client = BulkJson.idOf(json);
            id = Optional.of(client);
            boolean isModule = client.module().isPresent();
            modulesSeen |= isModule;
            BulkItem item = BulkJson.read(json, ImportMode.CREATE_OR_UPDATE);
            if (isModule == secondPass) {
                items.add(new Item(line.number(), item));
            }
        } catch (HubException refusal) {
            malformed(line.number(), id, reason(refusal));
        }
    }

    /** The readers of bodies speak of the body; here it is a line. */
    private static String reason(HubException refusal) {
        return refusal.detail().replaceFirst("^The body", "The line");
    }

    private void malformed(long line, Optional<ClientId> id, String reason) {
        if (!secondPass) {
            errors.add(ImportErrors.malformed(line, id, reason));
        }
    }

    /**
     * What is to be done, in the order of the lines, in parts that name no identity twice: the second of two lines about one
     * device finds what the first has done.
     */
    List<List<Item>> parts() {
        List<List<Item>> parts = new ArrayList<>();
        List<Item> part = new ArrayList<>();
        Set<ClientId> seen = new HashSet<>();
        for (Item item : items) {
            if (!seen.add(item.bulk().id())) {
                parts.add(part);
                part = new ArrayList<>();
                seen.clear();
                seen.add(item.bulk().id());
            }
            part.add(item);
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }

    /** Notes what became of a part. */
    void note(List<Item> part, List<BulkOutcome> outcomes) {
        for (int i = 0; i < part.size(); i++) {
            note(part.get(i).line(), outcomes.get(i));
        }
    }

    private void note(long line, BulkOutcome outcome) {
        outcome.refusal().map(refusal -> ImportErrors.refused(line, outcome.id(), refusal)).ifPresent(errors::add);
    }

    JobLine last() {
        return lines.getLast();
    }

    boolean modulesSeen() {
        return modulesSeen;
    }

    List<LineError> errors() {
        return List.copyOf(errors);
    }
}
