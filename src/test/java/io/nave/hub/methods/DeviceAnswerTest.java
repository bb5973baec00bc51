package io.nave.hub.methods;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.connections.MethodAnswer;
import io.nave.hub.connections.MethodAnswer.Refusal;
import io.nave.hub.connections.MethodAnswer.Result;
import io.nave.hub.error.ErrorCode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of the bytes that a device answers with (semantics §6.1). */
final class DeviceAnswerTest {

    @ParameterizedTest
    @ValueSource(strings = { "null", "1", "1.0", "1e2", "-0", "true", "\"é\\u0000\"", "[]", "{}", " {\"a\" : [1, 2.50]}\n",
            "12345678901234567890.123" })
    void jsonIsPassedOnAsItWasWritten(String json) {
        assertThat(DeviceAnswer.of(299, json.getBytes(UTF_8))).isEqualTo(new Result(299, json));
    }

    @Test
    void nothingIsNull() {
        assertThat(DeviceAnswer.of(-1, new byte[0])).isEqualTo(new Result(-1, "null"));
    }

    @ParameterizedTest
    @ValueSource(strings = { " ", "hello", "{", "{}}", "{} {}", "1 2", "{\"a\":}", "{'a':1}", "[1,]", "01", "NaN", "\"",
            "\"a\nb\"",
            "\"\\x\"", "nul" })
    void whatIsNoJsonIsNoAnswer(String text) {
        assertThat(codeOf(DeviceAnswer.of(200, text.getBytes(UTF_8)))).isEqualTo(ErrorCode.INVALID_RESPONSE);
    }

    @Test
    void whatIsNoUtf8IsNoAnswer() {
        assertThat(codeOf(DeviceAnswer.of(200, new byte[] { '"', (byte) 0xFF, '"' }))).isEqualTo(ErrorCode.INVALID_RESPONSE);
        assertThat(codeOf(DeviceAnswer.of(200, "1".getBytes(java.nio.charset.StandardCharsets.UTF_16BE))))
                .isEqualTo(ErrorCode.INVALID_RESPONSE);
    }

    @Test
    void jsonThatIsTooDeepIsNoAnswer() {
        assertThat(codeOf(DeviceAnswer.of(200, "[".repeat(60_000).concat("]".repeat(60_000)).getBytes(UTF_8))))
                .isEqualTo(ErrorCode.INVALID_RESPONSE);
    }

    @Test
    void answerHas128KbAtMost() {
        String most = "\"" + "x".repeat(128 * 1024 - 2) + "\"";
        assertThat(DeviceAnswer.of(200, most.getBytes(UTF_8))).isEqualTo(new Result(200, most));
        assertThat(codeOf(DeviceAnswer.of(200, (most + " ").getBytes(UTF_8)))).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
    }

    private static ErrorCode codeOf(MethodAnswer answer) {
        assertThat(answer).isInstanceOf(Refusal.class);
        return ((Refusal) answer).code();
    }
}
