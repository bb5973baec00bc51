package io.nave.bench;

import java.util.BitSet;
import java.util.function.Consumer;

/**
 * What the generator knows about the device-bound messages of one device: they are numbered from 0, and shall come in this
 * order
 * and once each. Those that never come show in the sum only. Confined to one event loop.
 */
final class Mailbox {

    private final int index;
    private final String deviceId;
    private final BitSet seen = new BitSet();
    private Consumer<Mailbox> sender = mailbox -> {
    };
    private int sent;

    /** How a message came. */
    enum Arrival {
        IN_TURN,
        /** One that was sent after it has come before it. */
        LATE,
        AGAIN,
        /** Nobody has sent it. */
        UNSENT
    }

    Mailbox(int index, String deviceId) {
        this.index = index;
        this.deviceId = deviceId;
    }

    int index() {
        return index;
    }

    String deviceId() {
        return deviceId;
    }

    /** Who wants to know when there is room for another message. */
    void sentBy(Consumer<Mailbox> whom) {
        sender = whom;
    }

    /** A message is sent: its number. */
    int sending() {
        return sent++;
    }

    Arrival arrived(long number) {
        if (number < 0 || number >= sent) {
            return Arrival.UNSENT;
        }
        int place = (int) number;
        if (seen.get(place)) {
            return Arrival.AGAIN;
        }
        seen.set(place);
        sender.accept(this);
        return seen.length() == place + 1 ? Arrival.IN_TURN : Arrival.LATE;
    }

}
