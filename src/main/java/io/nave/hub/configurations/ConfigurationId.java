package io.nave.hub.configurations;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/** The name of a configuration: 1 to 128 lower-case letters, digits and most marks (semantics §7.2). */
public record ConfigurationId(String value) {

    private static final int MAX_LENGTH = 128;
    private static final String FORBIDDEN = "&^[]{}\\|\"<>/";

    /** Fails with ARGUMENT_INVALID when the text is no id. */
    public ConfigurationId {
        if (value.isEmpty() || value.length() > MAX_LENGTH || !value.chars().allMatch(ConfigurationId::isIdCharacter)) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "The id of a configuration has 1 to 128 characters: lower-case"
                    + " letters, digits and marks of ASCII, but no space and none of " + FORBIDDEN);
        }
    }

    private static boolean isIdCharacter(int c) {
        return c > ' ' && c < 0x7f && !(c >= 'A' && c <= 'Z') && FORBIDDEN.indexOf(c) < 0;
    }

    @Override
    public String toString() {
        return value;
    }
}
