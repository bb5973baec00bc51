package io.nave.hub.id;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * The id of a device or a module: 1 to 128 case-sensitive characters of {@code A-Z a-z 0-9 - : . + % _ # * ? ! ( ) , = @ ; $ '}
 * (service-protocols §5.1).
 */
public record DeviceId(String value) {

    private static final int MAX_LENGTH = 128;
    private static final String MARKS = "-:.+%_#*?!(),=@;$'";

    /** Fails with {@link ErrorCode#ARGUMENT_INVALID} when the text is no id. */
    public DeviceId {
        if (!isValid(value)) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "An id has 1 to 128 characters of A-Z a-z 0-9 and " + MARKS);
        }
    }

    /** Whether the text can be an id. */
    public static boolean isValid(String text) {
        return !text.isEmpty() && text.length() <= MAX_LENGTH && text.chars().allMatch(DeviceId::isIdCharacter);
    }

    private static boolean isIdCharacter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || MARKS.indexOf(c) >= 0;
    }

    @Override
    public String toString() {
        return value;
    }
}
