package io.nave.protocol.amqp;

/** Partitions are {@code "0"} to {@code "N-1"} (service-protocols §7.1). */
final class PartitionId {

    private PartitionId() {
    }

    /** The number, or -1 when there is no such partition. */
    static int parse(String text, int count) {
        try {
            int number = Integer.parseInt(text);
            return number >= 0 && number < count ? number : -1;
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }
}
