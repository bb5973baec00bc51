package io.nave.hub.jobs;

/** Finds the container that a URI names. */
interface JobContainers {

    /**
     * Fails with BLOB_CONTAINER_VALIDATION_ERROR, and a text that says what is accepted, when the URI names none.
     */
    JobContainer resolve(String uri);
}
