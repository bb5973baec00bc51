package io.nave.endpoint.amqp;

import org.apache.qpid.proton.codec.WritableBuffer;
import org.apache.qpid.proton.message.impl.MessageImpl;

/** A message whose sections are bytes already: the engine's own symbols are kept for ever, and devices make them up. */
final class EncodedMessage extends MessageImpl {

    private final byte[] sections;

    EncodedMessage(byte[] sections) {
        this.sections = sections;
    }

    @Override
    public int encode(WritableBuffer buffer) {
        buffer.put(sections, 0, sections.length);
        return sections.length;
    }
}
