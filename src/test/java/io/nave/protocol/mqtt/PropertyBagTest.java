package io.nave.protocol.mqtt;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.SystemProperty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/** The bags that SDKs write, as they were captured, and the rules around them (device-protocols §1.9). */
class PropertyBagTest {

    @ParameterizedTest
    @ValueSource(strings = {
            // Node, Java, Python, and C with its own order
            "%24.mid=id-1&%24.cid=c-1&%24.uid=u1&%24.ct=application%2Fjson&%24.ce=utf-8&temp%20alert=a%20b%2Bc%26d%3D%C3%A9",
            "$.mid=id-1&$.cid=c-1&$.uid=u1&$.cdid=dev1&$.ce=utf-8&$.ct=application%2Fjson&temp%20alert=a%20b%2Bc%26d%3D%C3%A9",
            "temp%20alert=a%20b%2bc%26d%3d%c3%a9&%24.cid=c-1&%24.mid=id-1&%24.uid=u1&%24.ct=application/json&%24.ce=utf-8",
            "temp alert=a b+c%26d=é&%24.cid=c-1&%24.mid=id-1&%24.uid=u1&%24.ct=application/json&%24.ce=utf-8/" })
    void everySdkSaysTheSame(String text) {
        // when
        PropertyBag bag = PropertyBag.parse(text, 0);
        // then
        assertThat(bag.system()).isEqualTo(Map.of(SystemProperty.MESSAGE_ID, "id-1", SystemProperty.CORRELATION_ID, "c-1",
                SystemProperty.USER_ID, "u1", SystemProperty.CONTENT_TYPE, "application/json",
                SystemProperty.CONTENT_ENCODING, "utf-8"));
        assertThat(bag.application()).isEqualTo(Map.of("temp alert", "a b+c&d=é"));
    }

    @ParameterizedTest
    @CsvSource({ "$.mid,MESSAGE_ID", "$.cid,CORRELATION_ID", "$.uid,USER_ID", "$.to,TO", "$.exp,ABSOLUTE_EXPIRY_TIME",
            "$.ct,CONTENT_TYPE", "$.ce,CONTENT_ENCODING", "$.ctime,CREATION_TIME", "$.on,OUTPUT_NAME", "$.ifid,INTERFACE_ID",
            "$.sub,COMPONENT", "$.schema,MESSAGE_SCHEMA", "$.diagid,DIAGNOSTIC_ID", "$.diagctx,CORRELATION_CONTEXT",
            "iothub-operation,OPERATION", "iothub-ack,ACK" })
    void systemKeyIsReadRawAndEncoded(String key, SystemProperty property) {
        // when
        PropertyBag raw = PropertyBag.parse(key + "=v", 0);
        PropertyBag encoded = PropertyBag.parse(key.replace("$", "%24") + "=v", 0);
        // then
        assertThat(raw).isEqualTo(encoded);
        assertThat(raw).isEqualTo(new PropertyBag(Map.of(property, "v"), Map.of()));
    }

    @Test
    void senderIsNeverWhatTheClientClaims() {
        // when
        PropertyBag bag = PropertyBag.parse("$.cdid=other&%24.cmid=m&a=b", 0);
        // then
        assertThat(bag).isEqualTo(new PropertyBag(Map.of(), Map.of("a", "b")));
    }

    @Test
    void entryWithoutEqualsHasNoValueAndOneWithoutTextIsEmpty() {
        // when
        PropertyBag bag = PropertyBag.parse("flag&empty=&$.ct", 0);
        // then
        assertThat(bag.system()).isEmpty();
        assertThat(bag.application().get("flag")).isSameAs(DeviceMessage.NO_VALUE);
        assertThat(bag.application().get("empty")).isEqualTo("").isNotSameAs(DeviceMessage.NO_VALUE);
    }

    @Test
    void orderIsKept() {
        // when
        PropertyBag bag = PropertyBag.parse("z=1&a=2&m=3", 0);
        // then
        assertThat(bag.application()).containsExactly(entry("z", "1"), entry("a", "2"), entry("m", "3"));
    }

    @ParameterizedTest
    @CsvSource({ "a%,a%", "%4,%4", "%zz,%zz", "%41%zz%42,A%zzB", "a+b,a+b", "%e2%82%ac,€" })
    void whatIsNoEscapeStays(String text, String decoded) {
        // when
        PropertyBag bag = PropertyBag.parse("k=" + text, 0);
        // then
        assertThat(bag.application()).isEqualTo(Map.of("k", decoded));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "/" })
    void emptyBagIsShared(String text) {
        // when
        PropertyBag bag = PropertyBag.parse(text, 0);
        // then
        assertThat(bag).isSameAs(PropertyBag.EMPTY);
    }

    @Test
    void onlyOneSlashBehindTheBagIsDropped() {
        // when
        PropertyBag bag = PropertyBag.parse("k=a/b//", 0);
        // then
        assertThat(bag.application()).isEqualTo(Map.of("k", "a/b/"));
    }
}
