package io.nave.bench;

import java.util.OptionalLong;

/** One line of the table: one server, one protocol, one transport, one number of connections. */
record IngestRow(String server, Protocol protocol, Transport transport, Orders.Load load, GeneratorProcess.Run run,
        OptionalLong stored) {

    LoadResult result() {
        return run.result();
    }

    /** CPU time of a part, in microseconds for each message acknowledged within the measured time. */
    double microsPerMessage(String part) {
        return run.cpu().nanos(part) / 1000.0 / result().measured();
    }

    /** The same of the server and its stores together. */
    double serverMicrosPerMessage() {
        return run.residentBytes().keySet().stream().mapToDouble(this::microsPerMessage).sum();
    }

    /** CPUs that the server and its stores have kept busy. */
    double serverCpus() {
        return serverMicrosPerMessage() * result().perSecond() / 1e6;
    }

    /** CPUs that were busy with something that does not belong to the measurement. */
    double otherCpus() {
        return (double) run.cpu().otherNanos() / result().nanos();
    }

    long residentMegabytes(String part) {
        return run.residentBytes().getOrDefault(part, 0L) >> 20;
    }

    /** Everything published was acknowledged in the end, and what is stored, where anything is, is exactly that. */
    boolean trustworthy() {
        return result().measured() > 0 && result().published() == result().acknowledged()
                && stored.orElse(result().acknowledged()) == result().acknowledged();
    }
}
