package io.nave.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The CPU time of all parts of a measurement and of the whole machine at one moment. */
record CpuClock(Map<String, Long> nanosByPart, long machineNanos) {

    static CpuClock read(Map<String, List<Long>> pidsByPart) {
        Map<String, Long> nanos = new LinkedHashMap<>();
        pidsByPart.forEach((part, pids) -> nanos.put(part, ProcessTimes.cpuNanos(pids)));
        return new CpuClock(nanos, ProcessTimes.machineNanos());
    }

    CpuClock since(CpuClock earlier) {
        Map<String, Long> nanos = new LinkedHashMap<>();
        nanosByPart.forEach((part, now) -> nanos.put(part, now - earlier.nanosByPart().getOrDefault(part, 0L)));
        return new CpuClock(nanos, machineNanos - earlier.machineNanos());
    }

    long nanos(String part) {
        return nanosByPart.getOrDefault(part, 0L);
    }

    /** What the machine has spent on other things; noise in the figures. */
    long otherNanos() {
        return Math.max(0, machineNanos - nanosByPart.values().stream().mapToLong(Long::longValue).sum());
    }
}
