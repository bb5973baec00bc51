package io.nave.hub.methods;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.connections.MethodRequest;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What may be asked of a device (semantics §6.1). */
final class MethodCallTest {

    private static final int LIMIT = 128 * 1024;

    @ParameterizedTest
    @ValueSource(strings = { "reboot", "a", "thermostat1*getMaxMinReport", "!%&'*.^_`|~-09azAZ" })
    void namesOfTheDocumentedCharactersAreGood(String name) {
        assertThat(call(name, "null", 30, 0).request().name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "a b", "a\tb", "a\nb", "a/b", "a?b", "a$b", "(a)", "<a>", "a@b", "a,b", "a;b", "a:b",
            "a\\b",
            "a\"b", "[a]", "a=b", "{a}", "ä", "a#", "+" })
    void otherNamesAreRefused(String name) {
        assertRefused(name, "null", 30, 0, ErrorCode.ARGUMENT_INVALID);
    }

    @Test
    void nameHasAtMostAHundredCharacters() {
        assertThat(call("x".repeat(100), "null", 30, 0).request().name()).hasSize(100);
        assertRefused("x".repeat(101), "null", 30, 0, ErrorCode.ARGUMENT_INVALID);
    }

    @ParameterizedTest
    @CsvSource({ "5, 0", "300, 300" })
    void timeOutsWithinTheRangeAreGood(int response, int connect) {
        assertThat(call("m", "null", response, connect).connectTimeout()).isEqualTo(Duration.ofSeconds(connect));
    }

    @ParameterizedTest
    @CsvSource({ "4, 0", "301, 0", "0, 0", "-1, 0", "30, -1", "30, 301" })
    void otherTimeOutsAreRefused(int response, int connect) {
        assertRefused("m", "null", response, connect, ErrorCode.ARGUMENT_INVALID);
    }

    @Test
    void payloadIsCountedInBytes() {
        assertThat(call("m", text("x".repeat(LIMIT - 2)), 30, 0).request().payload()).hasSize(LIMIT);
        assertRefused("m", text("x".repeat(LIMIT - 1)), 30, 0, ErrorCode.MESSAGE_TOO_LARGE);
        assertThat(call("m", text("é".repeat(LIMIT / 2 - 1)), 30, 0).request().payload()).hasSize(LIMIT / 2 + 1);
        assertRefused("m", text("é".repeat(LIMIT / 2)), 30, 0, ErrorCode.MESSAGE_TOO_LARGE);
        assertRefused("m", text("€".repeat(LIMIT / 3 + 1)), 30, 0, ErrorCode.MESSAGE_TOO_LARGE);
    }

    private static String text(String content) {
        return "\"" + content + "\"";
    }

    private static MethodCall call(String name, String payload, int response, int connect) {
        return new MethodCall(ClientId.of("dev1"), new MethodRequest(name, payload, Duration.ofSeconds(response)),
                Duration.ofSeconds(connect));
    }

    private static void assertRefused(String name, String payload, int response, int connect, ErrorCode code) {
        assertThatThrownBy(() -> call(name, payload, response, connect)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
