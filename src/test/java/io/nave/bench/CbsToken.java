package io.nave.bench;

import java.util.Map;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.message.Message;

/** What is said over {@code $cbs}: a token is put, and its answer (device-protocols §2.4). */
final class CbsToken {

    static final String NODE = "$cbs";

    private static final int OK = 200;

    private CbsToken() {
    }

    /** The message that puts a token for what has this name. */
    static byte[] request(String name, String token) {
        Message request = Proton.message();
        request.setMessageId("token");
        request.setReplyTo("cbs");
        request.setApplicationProperties(new ApplicationProperties(
                Map.of("operation", "put-token", "type", "servicebus.windows.net:sastoken", "name", name)));
        request.setBody(new AmqpValue(token));
        byte[] bytes = new byte[token.length() + 1024];
        byte[] message = new byte[request.encode(bytes, 0, bytes.length)];
        System.arraycopy(bytes, 0, message, 0, message.length);
        return message;
    }

    /** Why the answer is no; empty when it is yes. */
    static String refusal(byte[] answer) {
        Message message = Proton.message();
        message.decode(answer, 0, answer.length);
        Map<String, Object> properties = message.getApplicationProperties().getValue();
        return properties.get("status-code") instanceof Integer status && status == OK ? ""
                : "The hub has refused the token: " + properties;
    }
}
