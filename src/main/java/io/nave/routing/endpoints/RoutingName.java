package io.nave.routing.endpoints;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/** The names of routes and endpoints (semantics §1.1). */
public final class RoutingName {

    private static final int MAX_LENGTH = 64;

    private RoutingName() {
    }

    /** Fails with ARGUMENT_INVALID unless it is 1 to 64 letters, digits, dots, underscores and hyphens. */
    public static String require(String what, String name) {
        if (!isName(name) || name.length() > MAX_LENGTH) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    what + " has a name of 1 to " + MAX_LENGTH + " letters, digits, '.', '_' and '-'");
        }
        return name;
    }

    /** Whether it is not empty and has no characters but those of a name. */
    public static boolean isName(String text) {
        return !text.isEmpty() && text.chars().allMatch(RoutingName::isNameCharacter);
    }

    private static boolean isNameCharacter(int character) {
        return character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z'
                || character >= '0' && character <= '9' || character == '.' || character == '_' || character == '-';
    }
}
