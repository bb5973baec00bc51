package io.nave.hub.network;

import java.util.regex.Pattern;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/** One rule of the IP filter: what is done with clients from these addresses. */
public record IpRule(String filterName, Action action, IpRange ipMask) {

    /** What a rule does; {@code defaultAction} knows the same two, and calls REJECT "Deny". */
    public enum Action {
        ALLOW,
        REJECT
    }

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9\\-:.+%_#*?!(),=@;' ]{1,128}");

    /** Fails with ARGUMENT_INVALID when the name is none. */
    public IpRule {
        if (!NAME.matcher(filterName).matches()) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "A filterName has 1 to 128 letters, digits, spaces and - : . + % _ # * ? ! ( ) , = @ ; '");
        }
    }
}
