package io.nave.bench;

/** Both endpoints up; then one of them down, and coming back; and how often messages came to them again. */
record EndpointsRound(EndpointsPhase up, EndpointsPhase down, EndpointsPhase back, long repeated) {
}
