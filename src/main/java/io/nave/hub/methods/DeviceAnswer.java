package io.nave.hub.methods;

import io.nave.hub.connections.MethodAnswer;
import io.nave.hub.connections.MethodAnswer.Refusal;
import io.nave.hub.connections.MethodAnswer.Result;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.json.RawJson;
import io.nave.hub.limits.HubLimits;

/** What becomes of the bytes that a device answers with, whatever its protocol. */
public final class DeviceAnswer {

    /** The payload where there is none. */
    public static final String NOTHING = "null";

    /** What a caller is told whose device answered with what is no answer. */
    public static final Refusal MALFORMED = new Refusal(ErrorCode.INVALID_RESPONSE,
            "The device did not answer with a status and one well-formed JSON value");

    private static final Refusal TOO_LARGE = new Refusal(ErrorCode.MESSAGE_TOO_LARGE,
            "The device answered with more than 128 KB");

    private DeviceAnswer() {
    }

    public static MethodAnswer of(int status, byte[] body) {
        if (body.length > HubLimits.MAX_METHOD_PAYLOAD) {
            return TOO_LARGE;
        }
        try {
            return new Result(status, body.length == 0 ? NOTHING : RawJson.value(body));
        } catch (HubException malformed) {
            return MALFORMED;
        }
    }
}
