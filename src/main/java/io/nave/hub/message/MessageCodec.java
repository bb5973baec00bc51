package io.nave.hub.message;

import java.util.Map;
import java.util.Optional;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;

/**
 * A message as bytes in the event log. The layout is a contract with data on disk: it only grows, and its first byte says which
 * version it is.
 *
 * <pre>
 *   version(1) received-at(8) auth-method(1) device generation module     module "" = the device itself
 *   n × system property: code(1) text                                      code 0 ends them
 *   count(varint) × application property: name(text) has-value(1) value(text)
 *   body: the rest
 *   text = varint length, UTF-8
 * </pre>
 */
public final class MessageCodec {

    private static final int VERSION = 1;

    private MessageCodec() {
    }

    /** Appends the message to the output. */
    public static void encode(DeviceMessage message, EncodedBytes out) {
        MessageOrigin origin = message.origin();
        out.writeByte(VERSION);
        out.writeLong(message.receivedAt());
        out.writeByte(origin.authMethod().code());
        out.writeText(origin.client().device().value());
        out.writeText(origin.generationId());
        out.writeText(origin.client().module().map(DeviceId::value).orElse(""));
        PropertyCodec.encode(message.systemProperties(), message.applicationProperties(), out);
        out.writeBytes(message.body().bytes());
    }

    /** Reads a message back; fails with IllegalArgumentException when the bytes are not one. */
    public static DeviceMessage decode(byte[] bytes, int from, int to) {
        DecodedBytes in = new DecodedBytes(bytes, from, to);
        int version = in.readByte();
        if (version != VERSION) {
            throw new IllegalArgumentException("Unknown message version " + version);
        }
        long receivedAt = in.readLong();
        AuthMethod method = AuthMethod.ofCode(in.readByte());
        DeviceId device = new DeviceId(in.readText());
        String generation = in.readText();
        String module = in.readText();
        Optional<DeviceId> moduleId = module.isEmpty() ? Optional.empty() : Optional.of(new DeviceId(module));
        MessageOrigin origin = new MessageOrigin(new ClientId(device, moduleId), generation, method);
        Map<SystemProperty, String> system = PropertyCodec.decodeSystem(in);
        Map<String, String> application = PropertyCodec.decodeApplication(in);
        return new DeviceMessage(origin, receivedAt, system, application, MessageBody.of(in.readRest()));
    }
}
