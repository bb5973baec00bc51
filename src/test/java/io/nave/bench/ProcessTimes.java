package io.nave.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

/** What Linux says about processes: the CPU time they have used and the memory they hold. */
final class ProcessTimes {

    private static final long NANOS_PER_TICK = 1_000_000_000L / 100; // USER_HZ, the unit of /proc, is 100 on every Linux that runs Java

    private ProcessTimes() {
    }

    /**
     * The CPU time so far of these processes, of all that descend from them, and of their children that have ended and were
     * waited for.
     */
    static long cpuNanos(List<Long> roots) {
        return roots.stream().flatMapToLong(ProcessTimes::family).map(ProcessTimes::ticks).sum() * NANOS_PER_TICK;
    }

    /** The resident memory of these processes and of all that descend from them; memory that several share counts once. */
    static long residentBytes(List<Long> roots) {
        return roots.stream().flatMapToLong(ProcessTimes::family).map(ProcessTimes::proportionalBytes).sum();
    }

    private static LongStream family(long root) {
        return LongStream.concat(LongStream.of(root), ProcessHandle.of(root).stream()
                .flatMap(ProcessHandle::descendants).mapToLong(ProcessHandle::pid));
    }

    /**
     * utime, stime, cutime and cstime of /proc/PID/stat: the 14th to 17th value, counted behind the name, which may hold
     * blanks.
     */
    static long ticks(String stat) {
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return LongStream.range(11, 15).map(i -> Long.parseLong(afterName[(int) i])).sum();
    }

    private static long ticks(long pid) {
        try {
            return ticks(Files.readString(Path.of("/proc/" + pid + "/stat")));
        } catch (IOException e) { // ended meanwhile, and its parent has its times
            return 0;
        }
    }

    private static long proportionalBytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10).sum();
        } catch (IOException e) {
            return 0;
        }
    }

    /** The CPU time that the whole machine has used so far: everything in the first line of /proc/stat but idle and iowait. */
    static long machineNanos() {
        try {
            String[] words = Files.readAllLines(Path.of("/proc/stat")).getFirst().strip().split(" +");
            return LongStream.of(1, 2, 3, 6, 7).map(i -> Long.parseLong(words[(int) i])).sum() * NANOS_PER_TICK;
        } catch (IOException e) {
            throw new BenchFailure("/proc/stat cannot be read; CPU time is only known on Linux", e);
        }
    }
}
