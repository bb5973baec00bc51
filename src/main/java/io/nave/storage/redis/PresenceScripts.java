package io.nave.storage.redis;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.ReplicaId;
import io.nave.hub.id.ClientId;
import io.nave.hub.message.MessageIntake;
import io.nave.hub.message.MessageSource;
import io.nave.hub.projection.PresenceNote;
import io.nave.hub.projection.PresenceNotes;
import io.nave.storage.redis.DeadReplicas.Death;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/** The notes of presence that this replica makes, each one step of Redis, in the order in which they are made here. */
@Singleton
final class PresenceScripts {

    private static final LuaScript ENTER = LuaScript.load("presence-enter.lua");
    private static final LuaScript LEAVE = LuaScript.load("presence-leave.lua");
    private static final LuaScript ACTIVE = LuaScript.load("presence-active.lua");
    private static final LuaScript FORGET = LuaScript.load("presence-forget.lua");

    private static final LuaScript BURY = LuaScript.load("presence-bury.lua");

    private final RedisPipeline redis;
    private final RedisConnectionEvents events;
    private final MessageIntake intake;
    private final PresenceNotes notes;
    private final Clock clock;
    private final String incarnation;

    /** When an identity left and when it was last active, in milliseconds since 1970. */
    record Departure(long at, long activity) {

        static Departure later(Departure one, Departure other) {
            return one.at > other.at ? one : other;
        }
    }

    /** When an identity was last active, in milliseconds since 1970. */
    record Activity(HeldConnection connection, long at) {
    }

    PresenceScripts(RedisPipeline redis, RedisConnectionEvents events, MessageIntake intake, PresenceNotes notes,
            ReplicaId replica, Clock clock) {
        this.redis = redis;
        this.events = events;
        this.intake = intake;
        this.notes = notes;
        this.clock = clock;
        this.incarnation = replica.incarnation();
    }

    CompletionStage<@Nullable Response> enter(HeldConnection connection) {
        return enter(connection, "new");
    }

    /** When it could not be noted, or Redis may have forgotten it. */
    CompletionStage<@Nullable Response> enterAgain(HeldConnection connection) {
        return enter(connection, connection.hasEntered() ? "again" : "late");
    }

    private CompletionStage<@Nullable Response> enter(HeldConnection held, String mode) {
        String bucket = PresenceKeys.bucket(held.client().device());
        Request enter = ENTER.call(allKeys(bucket), List.of(held.client().toString(), incarnation, Long.toString(held.since()),
                Long.toString(held.activity()), held.generationId(), mode, tell()));
        return redis.send(enter).thenApply(entry -> entered(held, entry));
    }

    private @Nullable Response entered(HeldConnection held, @Nullable Response entry) {
        held.entered();
        return noted(held.client(), entry);
    }

    private @Nullable Response noted(ClientId client, @Nullable Response entry) {
        wrote(client);
        text(entry).flatMap(PresenceEntry::parse).map(one -> note(client, one)).ifPresent(notes::noted);
        return entry;
    }

    private static Optional<String> text(@Nullable Response answer) {
        return Optional.ofNullable(answer).map(Response::toString);
    }

    private static PresenceNote note(ClientId client, PresenceEntry entry) {
        return new PresenceNote(client, entry.presence(),
                Optional.of(entry.incarnation()).filter(held -> !held.isEmpty()).map(ReplicaId::new), entry.epoch());
    }

    private static List<String> allKeys(String bucket) {
        return List.of(PresenceKeys.entries(bucket), PresenceKeys.modules(bucket), PresenceKeys.events(bucket));
    }

    private static List<String> keys(String bucket) {
        return List.of(PresenceKeys.entries(bucket), PresenceKeys.events(bucket));
    }

    /** What nobody takes need not be written. */
    private String tell() {
        return isTold() ? "tell" : "";
    }

    private boolean isTold() {
        return intake.takes(MessageSource.DEVICE_CONNECTION_STATE);
    }

    private void wrote(ClientId client) {
        if (isTold()) {
            events.wrote(client.device());
        }
    }

    CompletionStage<@Nullable Response> leave(ClientId client, Departure departure) {
        Request leave = LEAVE.call(keys(PresenceKeys.bucket(client.device())), List.of(client.toString(), incarnation,
                Long.toString(departure.at()), Long.toString(departure.activity()), tell()));
        return redis.send(leave).thenApply(entry -> noted(client, entry));
    }

    /** All of the same bucket. */
    CompletionStage<@Nullable Response> active(String bucket, List<Activity> activities) {
        List<String> arguments = new ArrayList<>(List.of(incarnation));
        activities.forEach(one -> arguments.addAll(List.of(one.connection().client().toString(), Long.toString(one.at()))));
        return redis.send(ACTIVE.call(List.of(PresenceKeys.entries(bucket)), arguments));
    }

    CompletionStage<@Nullable Response> forget(ClientId client) {
        Request forget = FORGET.call(allKeys(PresenceKeys.bucket(client.device())),
                List.of(client.toString(), Long.toString(clock.millis()), tell()));
        return redis.send(forget).whenComplete((done, failure) -> wrote(client));
    }

    /** Marks some of those whom a dead replica held, and says where to go on. */
    Uni<String> bury(int bucket, String from, Death death) {
        Request bury = BURY.call(keys(PresenceKeys.bucket(bucket)), List.of(death.incarnation(), from,
                Long.toString(death.at()), Long.toString(death.epoch()), tell()));
        return Uni.createFrom().completionStage(() -> redis.send(bury)).map(answer -> buried(answer, death));
    }

    private String buried(@Nullable Response answer, Death death) {
        if (answer == null) {
            return "0";
        }
        ReplicaId dead = new ReplicaId(death.incarnation());
        for (int i = 1; i < answer.size(); i += 2) {
            buried(ClientId.parse(answer.get(i).toString()), answer.get(i + 1).toString(), dead);
        }
        return answer.get(0).toString();
    }

    private void buried(ClientId client, String entry, ReplicaId dead) {
        wrote(client);
        PresenceEntry.parse(entry).map(one -> new PresenceNote(client, one.presence(), Optional.of(dead), one.epoch()))
                .ifPresent(notes::noted);
    }
}
