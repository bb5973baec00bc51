package io.nave.hub.jobs;

/** The right to carry out a job, until another claim on it has a higher epoch or the job is over. */
public record JobClaim(String jobId, long epoch) {
}
