package io.nave.hub.scheduled;

/** How many devices a job has, and how many of them have failed, are done, are under way and wait. */
public record JobStatistics(long devices, long failed, long succeeded, long running, long pending) {

    /** Of a job whose devices nobody has selected. */
    public static final JobStatistics NONE = new JobStatistics(0, 0, 0, 0, 0);
}
