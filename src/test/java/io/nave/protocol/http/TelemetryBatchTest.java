package io.nave.protocol.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.SystemProperty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Batches as the SDKs write them (device-protocols §3.3). */
class TelemetryBatchTest {

    private static final MessageOrigin ORIGIN = new MessageOrigin(ClientId.of("d1"), "1", AuthMethod.DEVICE_SAS);

    private static List<DeviceMessage> read(String json) {
        return TelemetryBatch.read(ORIGIN, 7, json.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> bodies(List<DeviceMessage> messages) {
        return messages.stream().map(message -> new String(message.body().bytes(), StandardCharsets.UTF_8)).toList();
    }

    @Test
    void batchOfTheNodeSdk() {
        // when
        List<DeviceMessage> messages = read(
                "[{\"body\": \"eyJ0IjoxfQ==\", \"properties\":{\"iothub-app-tempAlert\":\"a b+c\"}},"
                        + "{\"body\": \"dHdv\"}]");

        // then
        assertThat(bodies(messages)).containsExactly("{\"t\":1}", "two");
        assertThat(messages.get(0).applicationProperties()).isEqualTo(Map.of("tempAlert", "a b+c"));
        assertThat(messages.get(1).applicationProperties()).isEmpty();
        assertThat(messages).allSatisfy(message -> assertThat(message.origin()).isSameAs(ORIGIN));
    }

    @Test
    void batchOfTheJavaSdk() {
        // when
        List<DeviceMessage> messages = read("[{\"body\":\"AP8=\",\"base64Encoded\":true,\"properties\":{\"iothub-app-k\":\"é\","
                + "\"iothub-messageid\":\"id-1\",\"iothub-contenttype\":\"application/json\"}}]");

        // then
        assertThat(messages).hasSize(1);
        assertThat(messages.getFirst().body().bytes()).containsExactly(0, 0xFF);
        assertThat(messages.getFirst().applicationProperties()).isEqualTo(Map.of("k", "é"));
        assertThat(messages.getFirst().systemProperties())
                .isEqualTo(Map.of(SystemProperty.MESSAGE_ID, "id-1", SystemProperty.CONTENT_TYPE, "application/json"));
    }

    @Test
    void textsOfTheCSdkAreNotBase64() {
        assertThat(bodies(read("[{\"body\":\"dHdv é\",\"base64Encoded\":false},{\"body\":\"\",\"base64Encoded\":false}]")))
                .containsExactly("dHdv é", "");
    }

    @Test
    void valuesThatAreNoTextsBecomeTexts() {
        assertThat(read("[{\"body\":\"\",\"properties\":{\"iothub-app-n\":1.5,\"iothub-app-b\":true,\"iothub-app-0\":null}}]")
                .getFirst().applicationProperties()).isEqualTo(Map.of("n", "1.5", "b", "true"));
    }

    @Test
    void emptyBatchHasNoMessages() {
        assertThat(read("[]")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "{", "{}", "\"x\"", "[1]", "[null]", "[{}]", "[{\"body\":1}]", "[{\"body\":null}]",
            "[{\"body\":\"***\"}]", "[{\"body\":\"dHdv\",\"base64Encoded\":\"no\"}]", "[{\"body\":\"dHdv\",\"properties\":[]}]",
            "[{\"body\":\"dHdv\",\"properties\":{\"iothub-app-a\":{}}}]", "[{\"body\":\"dHdv\"}] []",
            "[{\"body\":\"dHdv\"},{\"body\":\"***\"}]" })
    void anythingElseIsRefusedAsAWhole(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code().httpStatus()).isEqualTo(400));
    }
}
