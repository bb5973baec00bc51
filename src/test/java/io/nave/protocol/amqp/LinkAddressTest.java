package io.nave.protocol.amqp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every spelling of an address (service-protocols §7.1, §8). */
final class LinkAddressTest {

    @ParameterizedTest
    @ValueSource(strings = { "hub1/ConsumerGroups/$Default/Partitions/0", "/hub1/ConsumerGroups/$Default/Partitions/0",
            "amqps://hub1.example.com/hub1/ConsumerGroups/$Default/Partitions/0",
            "amqps://hub1.example.com:5671/hub1/ConsumerGroups/$Default/Partitions/0",
            "hub1/consumergroups/$Default/partitions/0", "hub1/ConsumerGroups/%24Default/Partitions/0" })
    void partitionInEverySpelling(String address) {
        assertThat(LinkAddress.parse(address)).isEqualTo(new LinkAddress.Partition("hub1", "$Default", "0"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "$cbs", "/$cbs", "$CBS", "amqps://hub1.example.com/$cbs" })
    void cbsInEverySpelling(String address) {
        assertThat(LinkAddress.parse(address)).isEqualTo(new LinkAddress.Cbs());
    }

    @ParameterizedTest
    @ValueSource(strings = { "$management", "hub1/$management", "amqps://hub1.example.com/hub1/$management" })
    void managementInEverySpelling(String address) {
        assertThat(LinkAddress.parse(address)).isEqualTo(new LinkAddress.Management());
    }

    @ParameterizedTest
    @CsvSource({ "messages/events,''", "/messages/events/,/", "amqps://hub1.example.com/messages/events/,/",
            "messages/events/$management,/$management", "Messages/Events/$management,/$management",
            "/messages/events/ConsumerGroups/$Default/Partitions/0,/ConsumerGroups/$Default/Partitions/0" })
    void legacyEventsKeepTheirRest(String address, String rest) {
        assertThat(LinkAddress.parse(address)).isEqualTo(new LinkAddress.LegacyEvents(rest));
    }

    @Test
    void deviceLinksAreKnown() {
        assertThat(LinkAddress.parse("/devices/d1/messages/events")).isInstanceOf(LinkAddress.OfDevice.class);
    }

    @ParameterizedTest
    @CsvSource({ "/messages/devicebound,DEVICE_BOUND", "messages/devicebound,DEVICE_BOUND",
            "amqps://hub1.example.com:5671/messages/deviceBound,DEVICE_BOUND",
            "amqps://hub1.example.com/messages/devicebound/,DEVICE_BOUND", "/MESSAGES/DEVICEBOUND,DEVICE_BOUND",
            "/messages/serviceBound/feedback,FEEDBACK", "/messages/servicebound/feedback,FEEDBACK",
            "amqps://hub1.example.com:5671/messages/serviceBound/Feedback,FEEDBACK",
            "/messages/serviceBound/filenotifications,FILE_NOTIFICATIONS",
            "/messages/servicebound/fileNotifications,FILE_NOTIFICATIONS",
            "/messages/serviceBound/fileUploadNotifications,FILE_NOTIFICATIONS", "/messages/servicebound,OTHER",
            "/messages/servicebound/feedback/x,OTHER", "/messages/devicebound/x,OTHER" })
    void serviceLinksAreKnownInEverySpelling(String address, LinkAddress.ServiceNode node) {
        assertThat(LinkAddress.parse(address)).isInstanceOfSatisfying(LinkAddress.ServiceLink.class,
                link -> assertThat(link.node()).isEqualTo(node));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", value = { "hub1", "hub1/Partitions/0", "''", "null", "amqps://hub1.example.com", "%zz",
            "hub1/ConsumerGroups/$Default" })
    void anythingElseIsAnEntity(String address) {
        assertThat(LinkAddress.parse(address)).isInstanceOf(LinkAddress.Entity.class);
    }
}
