package io.nave.hub.files;

import java.util.regex.Pattern;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * The name of a blob in its container, such as {@code sensor-1/logs/a.txt}: 1 to 1024 characters, in at most 254 segments
 * between
 * slashes. No segment is empty, {@code .} or {@code ..} and none ends with a dot, so that no name climbs out of anything or
 * stands for another; control characters and backslashes are in none.
 */
public record BlobName(String value) {

    private static final int MAX_LENGTH = 1024;
    private static final int MAX_SEGMENTS = 254;
    private static final Pattern SEGMENT = Pattern.compile("[^/\\\\\\p{Cntrl}]*[^/\\\\\\p{Cntrl}.]");

    /** Fails with ARGUMENT_INVALID when the text is no name. */
    public BlobName {
        if (!isValid(value)) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "A blob name has 1 to 1024 characters; no part of it between "
                    + "slashes is empty or ends with a dot, and it has no control characters and no backslash");
        }
    }

    private static boolean isValid(String text) {
        if (text.length() > MAX_LENGTH) {
            return false;
        }
        String[] segments = text.split("/", -1);
        if (segments.length > MAX_SEGMENTS) {
            return false;
        }
        for (String segment : segments) {
            if (!SEGMENT.matcher(segment).matches()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
