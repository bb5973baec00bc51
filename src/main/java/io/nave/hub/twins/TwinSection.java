package io.nave.hub.twins;

import io.nave.hub.limits.HubLimits;

/** The parts of a twin that are written, each with its own limit (semantics §4.2). */
public enum TwinSection {
    /** What the back end notes about the device, which never sees it. */
    TAGS("Tags", HubLimits.MAX_TAGS),
    /** What the back end wants of the device. */
    DESIRED("Properties.Desired", HubLimits.MAX_PROPERTIES),
    /** What the device says of itself. */
    REPORTED("Properties.Reported", HubLimits.MAX_PROPERTIES);

    private final String label;
    private final int maxSize;

    TwinSection(String label, int maxSize) {
        this.label = label;
        this.maxSize = maxSize;
    }

    /** Its name in refusals. */
    String label() {
        return label;
    }

    /** How many counted bytes it may hold. */
    public int maxSize() {
        return maxSize;
    }
}
