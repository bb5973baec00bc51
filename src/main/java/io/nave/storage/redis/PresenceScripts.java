package io.nave.storage.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.ReplicaId;
import io.nave.hub.id.ClientId;
import io.vertx.mutiny.redis.client.Response;

/** The notes of presence that this replica makes, each one step of Redis, in the order in which they are made here. */
final class PresenceScripts {

    private static final LuaScript ENTER = LuaScript.load("presence-enter.lua");
    private static final LuaScript LEAVE = LuaScript.load("presence-leave.lua");
    private static final LuaScript ACTIVE = LuaScript.load("presence-active.lua");
    private static final LuaScript FORGET = LuaScript.load("presence-forget.lua");

    private final RedisPipeline redis;
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

    PresenceScripts(RedisPipeline redis, ReplicaId replica) {
        this.redis = redis;
        this.incarnation = replica.incarnation();
    }

    CompletionStage<@Nullable Response> enter(HeldConnection connection) {
        return enter(connection, "new");
    }

    /** When it could not be noted, or Redis may have forgotten it. */
    CompletionStage<@Nullable Response> enterAgain(HeldConnection connection) {
        return enter(connection, "again");
    }

    private CompletionStage<@Nullable Response> enter(HeldConnection held, String mode) {
        String bucket = PresenceKeys.bucket(held.client().device());
        return redis.send(ENTER.call(List.of(PresenceKeys.entries(bucket), PresenceKeys.modules(bucket)),
                List.of(held.client().toString(), incarnation, Long.toString(held.since()), Long.toString(held.activity()),
                        held.generationId(), mode)));
    }

    CompletionStage<@Nullable Response> leave(ClientId client, Departure departure) {
        String bucket = PresenceKeys.bucket(client.device());
        return redis.send(LEAVE.call(List.of(PresenceKeys.entries(bucket)), List.of(client.toString(), incarnation,
                Long.toString(departure.at()), Long.toString(departure.activity()))));
    }

    /** All of the same bucket. */
    CompletionStage<@Nullable Response> active(String bucket, List<Activity> activities) {
        List<String> arguments = new ArrayList<>(List.of(incarnation));
        activities.forEach(one -> arguments.addAll(List.of(one.connection().client().toString(), Long.toString(one.at()))));
        return redis.send(ACTIVE.call(List.of(PresenceKeys.entries(bucket)), arguments));
    }

    CompletionStage<@Nullable Response> forget(ClientId client) {
        String bucket = PresenceKeys.bucket(client.device());
        return redis.send(FORGET.call(List.of(PresenceKeys.entries(bucket), PresenceKeys.modules(bucket)),
                List.of(client.toString())));
    }
}
