package io.nave.bench;

/** Both endpoints up; one of them down, and coming back; and how often messages came to them again. */
record EndpointsRound(EndpointsPhase up, EndpointsPhase down, EndpointsPhase back, long repeated) {

    /** The part of it in which one endpoint is away and comes back. */
    record Away(EndpointsPhase down, EndpointsPhase back, long repeated) {

        EndpointsRound beside(EndpointsPhase up) {
            return new EndpointsRound(up, down, back, repeated);
        }
    }
}
