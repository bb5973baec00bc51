package io.nave.protocol.http;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Paths as clients send them (service-protocols §4.1). */
class PathTextTest {

    @ParameterizedTest
    @CsvSource({
            "/devices/d1, d1, /devices/d1",
            "/devices%2Fd1, d1, /devices/d1",
            "/devices%2fd1, d1, /devices/d1",
            "%2Fdevices%2Fd1, d1, /devices/d1",
            "//devices//d1/, d1, /devices/d1",
            "/devices/a;b, a;b, /devices/a%3Bb",
            "/devices/a%3Bb, a;b, /devices/a%3Bb",
            "/devices/a%3bb, a;b, /devices/a%3Bb",
            "/devices/a+b, a+b, /devices/a+b",
            "/devices/a%2Bb, a+b, /devices/a+b",
            "/devices/a@b$c, a@b$c, /devices/a@b$c",
            "/devices/a%40b%24c, a@b$c, /devices/a@b$c",
            "/devices/(a)!*', (a)!*', /devices/(a)!*'",
            "/devices/a%23b, a#b, /devices/a%23b",
            "/devices/a%3Fb, a?b, /devices/a%3Fb",
            "/devices/50%, 50%, /devices/50%25",
            "/devices/50%25, 50%, /devices/50%25",
            "/devices/%zz, %zz, /devices/%25zz",
            "/devices/a%252Fb, a%2Fb, /devices/a%252Fb" })
    void everySpellingBecomesOne(String raw, String id, String canonical) {
        // when
        PathText path = PathText.parse(raw);

        // then
        assertThat(path.segments()).isEqualTo(List.of("devices", id));
        assertThat(path.canonical()).isEqualTo(canonical);
        assertThat(PathText.parse(canonical).canonical()).as("stable").isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({ "/devices/d1/messages/devicebound, /devices/d1/messages/deviceBound",
            "/Devices%2FdeviceBound%2FMessages%2FDEVICEBOUND, /devices/deviceBound/messages/deviceBound",
            "/Devices/D1/Messages/EVENTS, /devices/D1/messages/events",
            "/devices/D1/Modules/M1//Messages/Events, /devices/D1/modules/M1/messages/events",
            "/devices/D1/messages/DeviceBound/AbC, /devices/D1/messages/deviceBound/AbC",
            "/devices/D1/messages/devicebound/AbC/Abandon, /devices/D1/messages/deviceBound/AbC/abandon",
            "/devices/Commands/COMMANDS/, /devices/Commands/commands",
            "/messages/servicebound/feedback, /messages/serviceBound/feedback",
            "/Messages/ServiceBound/Feedback/ABANDON, /messages/serviceBound/feedback/ABANDON",
            "/messages/SERVICEBOUND/feedback/AbC/Abandon, /messages/serviceBound/feedback/AbC/abandon",
            "/messages/ServiceBound/FileNotifications, /messages/serviceBound/filenotifications",
            "/messages/serviceBound/fileUploadNotifications/AbC, /messages/serviceBound/fileuploadnotifications/AbC",
            "/devices/Files/Files/, /devices/Files/files",
            "/devices/d1//Files//Notifications/ID/, /devices/d1/files/notifications/ID",
            "/devices/d1%2Ffiles%2fnotifications, /devices/d1/files/notifications",
            "/devices/d1/Modules/M1/Files, /devices/d1/modules/M1/files",
            "/devices/d1/modules//m1//files/notifications/ID, /devices/d1/modules/m1/files/notifications/ID",
            "/DEVICES/d1, /DEVICES/d1", "/devices/d1/Modules, /devices/d1/Modules", "/Messages/x, /Messages/x" })
    void wordsOfSomePathsMayBeInAnyCase(String raw, String canonical) {
        assertThat(PathText.parse(raw).canonical()).isEqualTo(canonical);
        assertThat(PathText.parse(canonical).canonical()).as("stable").isEqualTo(canonical);
    }

    @Test
    void trailingSlashIsNothing() {
        assertThat(PathText.parse("/devices/").canonical()).isEqualTo("/devices");
        assertThat(PathText.parse("/").canonical()).isEqualTo("/");
    }
}
