package io.nave.hub.rules;

import java.time.Duration;

import jakarta.inject.Singleton;

import io.nave.hub.access.CurrentAccessRules;
import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.ConnectionReview;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Looks now and then whether the rules that are stored are newer than those known here: an announcement may be lost. */
@Singleton
public final class AccessRulesWatch {

    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final CurrentAccessRules rules;
    private final ConnectionReview review;

    public AccessRulesWatch(CurrentAccessRules rules, ConnectionReview review) {
        this.rules = rules;
        this.review = review;
    }

    /** Never ends; fails with what the store fails with. The server subscribes once. */
    public Multi<Void> run() {
        return Multi.createFrom().ticks().every(PERIOD).onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> look());
    }

    /** Takes over newer rules, and cuts the connections that they no longer cover. */
    Uni<Void> look() {
        return rules.isStale().chain(stale -> stale ? review.review(new AccessChange.Rules()) : Uni.createFrom().voidItem());
    }
}
