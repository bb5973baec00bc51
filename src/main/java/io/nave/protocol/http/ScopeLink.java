package io.nave.protocol.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

import jakarta.ws.rs.core.UriBuilder;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.HubException;
import io.nave.hub.id.AuthChain;
import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.ScopePage;
import io.nave.hub.json.JsonFields;

/**
 * Where the next page of a gateway's scope begins: for GET the path to ask for next, with {@code deviceCount} and
 * {@code api-version} as before, for POST its token alone, which clients only hand back (semantics §7.5).
 */
record ScopeLink(DeviceId gateway, int count, String version) {

    /** No empty text: clients ask for the first page by an empty one. */
    private static final String MARK = ">";

    private static final String PATH = "/devices/{id}/modules/{module}/devicesAndModulesInDeviceScope";

    /** The path of the page that begins there. */
    String to(ScopePage.Cursor cursor) {
        String module = AuthChain.edgeHubOf(gateway).module().orElseThrow().value();
        return UriBuilder.fromPath(PATH).queryParam("deviceCount", "{count}").queryParam("continuationToken", "{token}")
                .queryParam("api-version", "{version}")
                .build(gateway.value(), module, count, token(cursor), version).toString();
    }

    static String token(ScopePage.Cursor cursor) {
        String text = MARK + cursor.after().map(DeviceId::value).orElse("");
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a token; empty is the first page. Fails with ARGUMENT_INVALID when it is none of ours. */
    static Optional<ScopePage.Cursor> parse(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            return Optional.empty();
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            if (text.startsWith(MARK)) {
                return Optional.of(cursor(text.substring(MARK.length())));
            }
        } catch (IllegalArgumentException notBase64) {
            throw invalid();
        }
        throw invalid();
    }

    private static ScopePage.Cursor cursor(String id) {
        return new ScopePage.Cursor(id.isEmpty() ? Optional.empty() : Optional.of(new DeviceId(id)));
    }

    private static HubException invalid() {
        return JsonFields.invalid("The continuation is not one that the hub has given");
    }
}
