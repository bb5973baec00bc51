package io.nave.twins;

import java.util.Optional;
import java.util.Random;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.twins.TwinHistory.Change;
import io.nave.twins.TwinHistory.ServiceWrite;
import io.nave.twins.TwinHistory.Versions;

/** A back end that writes tags and desired properties through one replica and reads through both, until the traffic ends. */
final class ServiceWriter implements Runnable {

    private static final int LONGEST_PAUSE_MILLIS = 40;

    private final Replicas replicas;
    private final int replica;
    private final String id;
    private final TwinTraffic traffic;
    private final RandomTwins random;
    private String lastEtag = VersionChecks.etag(0);

    ServiceWriter(Replicas replicas, int replica, String id, TwinTraffic traffic, Random random) {
        this.replicas = replicas;
        this.replica = replica;
        this.id = id;
        this.traffic = traffic;
        this.random = new RandomTwins(random);
    }

    @Override
    public void run() {
        while (!traffic.isOver()) {
            switch (random.below(12)) {
                case 0, 1 -> read(random.below(2));
                case 2 -> writeNothing();
                case 3 -> write(random.put());
                default -> write(random.patch());
            }
            TwinTraffic.pause(random.below(LONGEST_PAUSE_MILLIS));
        }
    }

    private void read(int from) {
        Versions before = traffic.acknowledged();
        ObjectNode twin = replicas.rest(from).get(id);
        traffic.saw("GET at replica " + from, before, twin);
        lastEtag = twin.path("etag").asText();
    }

    /** A patch that gives nothing changes nothing; it has no place in the history. */
    private void writeNothing() {
        Versions before = traffic.acknowledged();
        TwinRest.Answer answer = replicas.rest(replica).patch(id, random.oneIn(2) ? "{}" : "{\"tags\":{},\"etag\":null}");
        traffic.saw("PATCH with nothing", before, answer.twin());
    }

    /** One in three writes has a condition; every other of these reads the etag first, so that it may win. */
    private void write(Change change) {
        Optional<String> ifMatch = Optional.empty();
        if (random.oneIn(3)) {
            if (random.oneIn(2)) {
                read(replica);
            }
            ifMatch = Optional.of(lastEtag);
        }
        Versions before = traffic.acknowledged();
        TwinRest.Answer answer = replicas.rest(replica).write(change.replaces() ? "PUT" : "PATCH", id, change.body(), ifMatch);
        if (answer.status() == 412 && ifMatch.isPresent()) {
            traffic.refused();
        } else if (answer.status() == 200) {
            ObjectNode twin = answer.twin();
            traffic.accepted(new ServiceWrite(change, ifMatch, before, twin));
            lastEtag = twin.path("etag").asText();
        } else {
            traffic.problem(change + " was answered with " + answer);
        }
    }
}
