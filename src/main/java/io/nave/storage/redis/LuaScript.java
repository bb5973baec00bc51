package io.nave.storage.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

/** A script that Redis runs as one step; it lies in the resource folder {@code redis}. */
record LuaScript(String text) {

    static LuaScript load(String file) {
        try (InputStream in = requireNonNull(LuaScript.class.getResourceAsStream("/redis/" + file), file)) {
            return new LuaScript(new String(in.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The call of the script with KEYS and ARGV. */
    Request call(List<String> keys, List<String> arguments) {
        Request request = Request.cmd(Command.EVAL).arg(text).arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(request::arg);
        return request;
    }
}
