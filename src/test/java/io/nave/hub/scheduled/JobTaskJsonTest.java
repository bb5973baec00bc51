package io.nave.hub.scheduled;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.message.SystemProperty;
import io.nave.hub.scheduled.JobTask.Message;
import io.nave.hub.scheduled.JobTask.Method;
import io.nave.hub.scheduled.JobTask.TwinUpdate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The documents of what jobs do (semantics §7.1, service-protocols §5.14). */
class JobTaskJsonTest {

    @Test
    void twinUpdateKeepsNumbersAndLeavesOutWhatIsNull() {
        // when
        TwinUpdate update = (TwinUpdate) JobTaskJson.read(JobType.UPDATE_TWIN,
                """
                        {"deviceId":null,"etag":"*","status":null,"tags":{"a":null,"b":5.0},"properties":{"desired":{"c":1e2},"reported":{}}}""");
        // then
        assertThat(update.document())
                .isEqualTo("{\"etag\":\"*\",\"tags\":{\"a\":null,\"b\":5.0},\"properties\":{\"desired\":{\"c\":100.0}}}");
        assertThat(update.etag().etag()).isEmpty();
        assertThat(update.write().replace()).isFalse();
        assertThat(JobTaskJson.read(JobType.UPDATE_TWIN, update.document())).isEqualTo(update);
    }

    @Test
    void methodKeepsThePayloadAsItWasWritten() {
        // when
        Method method = (Method) JobTaskJson.read(JobType.DEVICE_METHOD,
                "{\"methodName\":\"reboot\",\"payload\":{\"a\" : 1.50},\"connectTimeoutInSeconds\":7}");
        // then
        assertThat(method.request().payload()).isEqualTo("{\"a\" : 1.50}");
        assertThat(method.request().timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(method.connectTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(JobTaskJson.read(JobType.DEVICE_METHOD, method.document())).isEqualTo(method);
    }

    @Test
    void methodWithoutPayloadHasNoneInItsDocument() {
        assertThat(JobTaskJson.read(JobType.DEVICE_METHOD, "{\"methodName\":\"m\",\"payload\":null}").document())
                .isEqualTo("{\"methodName\":\"m\",\"responseTimeoutInSeconds\":30,\"connectTimeoutInSeconds\":0}");
    }

    @Test
    void messageHasBodyAndProperties() {
        // when
        Message message = (Message) JobTaskJson.read(JobType.DEVICE_MESSAGE,
                "{\"bodyBase64\":\"AQI=\",\"ack\":\"full\",\"userId\":null,\"properties\":{\"b\":\"2\",\"a\":\"1\"}}");
        // then
        assertThat(message.message().system()).isEqualTo(Map.of(SystemProperty.ACK, "full"));
        assertThat(message.message().application().keySet()).containsExactly("b", "a");
        assertThat(message.message().body().length()).isEqualTo(2);
        assertThat(message.document()).doesNotContain("userId");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "UPDATE_TWIN|{\"etag\":\"*\",\"tags\":{}}",
            "UPDATE_TWIN|{\"tags\":{\"a b\":1}}",
            "DEVICE_METHOD|{\"payload\":1}",
            "DEVICE_METHOD|{\"methodName\":\"m\",\"responseTimeoutInSeconds\":4}",
            "DEVICE_MESSAGE|{\"body\":\"a\",\"bodyBase64\":\"YQ==\"}",
            "DEVICE_MESSAGE|{\"bodyBase64\":\"*\"}",
            "DEVICE_MESSAGE|{\"body\":\"a\",\"ack\":\"maybe\"}",
            "DEVICE_MESSAGE|{\"body\":\"a\",\"properties\":{\"p\":1}}" })
    void whatNobodyCouldDoIsRefused(JobType type, String document) {
        assertThat(catchThrowableOfType(HubException.class, () -> JobTaskJson.read(type, document)).code())
                .isEqualTo(ErrorCode.ARGUMENT_INVALID);
    }

    @Test
    void twinThatIsTooLargeIsRefusedAtOnce() {
        String tags = "{\"tags\":{\"a\":\"" + "x".repeat(4000) + "\",\"b\":\"" + "x".repeat(4000) + "\",\"c\":\""
                + "x".repeat(4000)
                + "\"}}";
        assertThat(tags.getBytes(UTF_8).length).isGreaterThan(8192);
        assertThat(catchThrowableOfType(HubException.class, () -> JobTaskJson.read(JobType.UPDATE_TWIN, tags)).code())
                .isEqualTo(ErrorCode.TWIN_TOO_LARGE);
    }
}
