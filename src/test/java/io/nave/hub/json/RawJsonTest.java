package io.nave.hub.json;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A member of an object is taken out as it was written, whatever stands around it. */
final class RawJsonTest {

    @ParameterizedTest
    @ValueSource(strings = { "null", "true", "false", "0", "-1.50", "1e2", "100000000000000000000", "\"\"",
            "\"a \\\"b\\\" é😀\"",
            "{}", "[]", "{ \"payload\" : 1 }", "[ 1,\t{\"a\":[]} ]", "\"payload\"" })
    void memberIsTheTextThatStoodThere(String value) {
        for (String body : new String[] { "{\"payload\":%s}", "{\"payload\" : %s ,\"a\":1}", "{\"é\":[{}],\"payload\":%s\n}",
                "{\"a\":{\"payload\":5},\"payload\":%s,\"b\":\"payload\"}" }) {
            RawJson.Split split = split(body.formatted(value));
            assertThat(split.member()).contains(value);
            assertThat(split.others().has("payload")).isFalse();
        }
    }

    @Test
    void othersAreRead() {
        RawJson.Split split = split("{\"a\":1,\"payload\":2,\"b\":{\"payload\":3}}");
        assertThat(split.others()).hasToString("{\"a\":1,\"b\":{\"payload\":3}}");
    }

    @Test
    void memberMayBeLeftOut() {
        assertThat(split("{}").member()).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "null", "[]", "5", "{", "{\"payload\":}", "{\"payload\":1", "{\"payload\":tru}",
            "{\"payload\":\"a}",
            "{\"payload\":[1}", "{\"payload\":1}}", "{\"payload\":1} {}", "{\"a\":1,}", "{\"payload\":01}",
            "{\"payload\":1a}" })
    void whatIsNoObjectIsRefused(String body) {
        assertThatThrownBy(() -> split(body)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.IOT_HUB_FORMAT_ERROR));
    }

    private static RawJson.Split split(String body) {
        return RawJson.split(body.getBytes(UTF_8), "payload");
    }
}
