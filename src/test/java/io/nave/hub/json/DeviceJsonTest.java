package io.nave.hub.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.connections.Presence;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.CredentialsRequest;
import io.nave.hub.identity.CredentialsRequest.Pair;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceRequest;
import io.nave.hub.identity.DeviceStatus;
import io.nave.hub.identity.EdgeRequest;
import io.nave.hub.identity.EdgeScope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The JSON of the REST contract (service-protocols §5.1, §5.2). */
class DeviceJsonTest {

    private static final Presence CONNECTED = new Presence("637121169262975883", true,
            Instant.parse("2021-05-07T00:50:38.05Z"), Instant.parse("2021-05-07T01:50:38Z"));
    private static final DeviceId ID = new DeviceId("sensor-1");

    @Test
    void documentHasAllFieldsInTheirForms() {
        // given
        Device device = new Device(ID, "637121169262975883", new ETag("MTgxNjg1MjE0"),
                new DeviceStatus(false, "broken", Instant.parse("2021-05-07T00:50:38.0543092Z")),
                new Credentials.SymmetricKeys("cHJpbWFyeQ==", "c2Vjb25kYXJ5"), EdgeScope.NONE);

        // then
        assertThat(DeviceJson.write(device, new IdentityState(CONNECTED, 3)).toString()).isEqualTo("""
                {"deviceId":"sensor-1","generationId":"637121169262975883","etag":"MTgxNjg1MjE0",\
                "connectionState":"Connected","status":"disabled","statusReason":"broken",\
                "connectionStateUpdatedTime":"2021-05-07T00:50:38.0500000Z",\
                "statusUpdatedTime":"2021-05-07T00:50:38.0543092Z","lastActivityTime":"2021-05-07T01:50:38.0000000Z",\
                "cloudToDeviceMessageCount":3,"authentication":{"symmetricKey":{"primaryKey":"cHJpbWFyeQ==",\
                "secondaryKey":"c2Vjb25kYXJ5"},"x509Thumbprint":{"primaryThumbprint":null,"secondaryThumbprint":null},\
                "type":"sas"},"capabilities":{"iotEdge":false},"deviceScope":null,"parentScopes":[]}""");
    }

    @Test
    void documentOfADeviceWithACertificateHasNoKeys() {
        // given
        Device device = new Device(ID, "1", new ETag("MA=="), new DeviceStatus(true, "", Device.NEVER),
                new Credentials.Thumbprints("AB", ""), EdgeScope.NONE);

        // when
        String json = DeviceJson.write(device, IdentityState.UNKNOWN).toString();

        // then
        assertThat(json).contains("""
                "connectionState":"Disconnected","status":"enabled","statusReason":null,\
                "connectionStateUpdatedTime":"0001-01-01T00:00:00","statusUpdatedTime":"0001-01-01T00:00:00",""");
        assertThat(json).contains("""
                "authentication":{"symmetricKey":{"primaryKey":null,"secondaryKey":null},\
                "x509Thumbprint":{"primaryThumbprint":"AB","secondaryThumbprint":null},"type":"selfSigned"}""");
    }

    @Test
    void whatNodeSendsIsRead() {
        // when
        DeviceRequest request = read("""
                {"deviceId":"sensor-1","status":"enabled",\
                "authentication":{"type":"sas","symmetricKey":{"primaryKey":"","secondaryKey":""}}}""");

        // then
        assertThat(request).isEqualTo(new DeviceRequest(ID, Optional.of(true), "", Optional.of(new CredentialsRequest(
                Optional.of(CredentialsRequest.Type.SAS), new Pair(Optional.of(""), Optional.of("")), Pair.NOTHING)),
                EdgeRequest.NOTHING));
    }

    @Test
    void whatJavaSendsIsRead() {
        // when
        DeviceRequest request = read("""
                {"etag":"","deviceId":"sensor-1","generationId":"","status":"Disabled",\
                "statusUpdatedTime":"0001-12-30T00:00:00","connectionState":"Disconnected",\
                "connectionStateUpdatedTime":"0001-12-30T00:00:00","lastActivityTime":"0001-12-30T00:00:00",\
                "cloudToDeviceMessageCount":0,"authentication":{"symmetricKey":{"primaryKey":"USs=","secondaryKey":"USt="},\
                "type":"sas"},"parentScopes":[]}""");

        // then
        assertThat(request.enabled()).contains(false);
        assertThat(request.credentials().orElseThrow().keys())
                .isEqualTo(new Pair(Optional.of("USs="), Optional.of("USt=")));
    }

    @Test
    void nullIsLikeLeftOut() {
        assertThat(read("{\"deviceId\":null,\"status\":null,\"statusReason\":null,\"authentication\":null}"))
                .isEqualTo(new DeviceRequest(ID, Optional.empty(), "", Optional.empty(), EdgeRequest.NOTHING));
        assertThat(read("{\"authentication\":{\"type\":null,\"symmetricKey\":null,\"x509Thumbprint\":null}}").credentials())
                .contains(new CredentialsRequest(Optional.empty(), Pair.NOTHING, Pair.NOTHING));
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"deviceId\":\"sensor-2\"}", "{\"deviceId\":7}", "{\"status\":\"on\"}", "{\"status\":true}",
            "{\"authentication\":\"sas\"}", "{\"authentication\":{\"type\":\"password\"}}",
            "{\"authentication\":{\"symmetricKey\":[]}}", "{\"authentication\":{\"symmetricKey\":{\"primaryKey\":1}}}" })
    void wrongFieldsAreRefused(String json) {
        assertRefused(json, ErrorCode.ARGUMENT_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "{", "[]", "null", "\"text\"", "{} {}", "{\"deviceId\":\"sensor-1\",}", "\u0000" })
    void whatIsNoObjectIsRefused(String json) {
        assertRefused(json, ErrorCode.IOT_HUB_FORMAT_ERROR);
    }

    private static DeviceRequest read(String json) {
        return DeviceJson.read(ID, JsonText.object(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static void assertRefused(String json, ErrorCode code) {
        assertThatThrownBy(() -> read(json)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
