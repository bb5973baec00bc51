package io.nave.devicebound;

import java.util.TreeMap;

import io.nave.devicebound.QueuesUnderTest.Crash;
import io.nave.hub.servicebound.FeedbackStatus;

/** How much happened: a test in which nobody met anybody would prove nothing. */
final class TrafficCounts {

    private final TreeMap<String, Integer> calls = new TreeMap<>();
    private final TreeMap<Crash, Integer> crashes = new TreeMap<>();
    private final TreeMap<FeedbackStatus, Integer> told = new TreeMap<>();
    private int total;
    private int doubts;

    void count(String kind) {
        calls.merge(kind, 1, Integer::sum);
        total++;
    }

    void crashed(Crash crash) {
        crashes.merge(crash, 1, Integer::sum);
    }

    void told(FeedbackStatus status) {
        told.merge(status, 1, Integer::sum);
    }

    int timesTold(FeedbackStatus status) {
        return told.getOrDefault(status, 0);
    }

    /** So many states were possible when one was looked at. */
    void seen(int worlds) {
        doubts += worlds > 1 ? 1 : 0;
    }

    int calls() {
        return total;
    }

    int calls(String kind) {
        return calls.getOrDefault(kind, 0);
    }

    int crashes() {
        return crashes.values().stream().mapToInt(Integer::intValue).sum();
    }

    int crashes(Crash crash) {
        return crashes.getOrDefault(crash, 0);
    }

    /** How often it was open what had happened until somebody looked. */
    int doubts() {
        return doubts;
    }

    @Override
    public String toString() {
        return total + " calls " + calls + ", " + crashes() + " crashes " + crashes + ", " + doubts + " doubts, told " + told;
    }
}
