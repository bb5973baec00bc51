package io.nave;

import jakarta.inject.Singleton;

import io.nave.hub.jobs.RegistryJobRunner;
import io.nave.hub.scheduled.ScheduledJobRunner;

/** What has to be done for jobs: imports and exports of the registry, and what is to be done to many devices. */
@Singleton
record JobsWork(RegistryJobRunner registry, ScheduledJobRunner scheduled) {
}
