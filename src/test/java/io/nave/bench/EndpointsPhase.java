package io.nave.bench;

/** What was seen of devices, of the endpoint that stays, and of the processes while the other endpoint was in one state. */
record EndpointsPhase(long nanos, long acknowledged, LoadResult.Latency answers, Delivered stays, Delivered stops,
        CpuClock cpu) {

    /** How many messages an endpoint got for the first time, and how long after they were sent. */
    record Delivered(long messages, LoadResult.Latency latency) {
    }

    double seconds() {
        return nanos / 1e9;
    }

    double acknowledgedPerSecond() {
        return acknowledged / seconds();
    }

    /** What devices and both endpoints reached, the slowest of them. */
    double slowestPerSecond() {
        return Math.min(acknowledged, Math.min(stays.messages(), stops.messages())) / seconds();
    }

    double staysPerSecond() {
        return stays.messages() / seconds();
    }

    /** CPU time of a part for each acknowledged message. */
    double micros(String part) {
        return cpu.nanos(part) / 1e3 / Math.max(1, acknowledged);
    }

    double otherCpus() {
        return (double) cpu.otherNanos() / nanos;
    }
}
