package io.nave.hub.network;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.network.IpRule.Action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which addresses the IP filter lets in. */
class NetworkRulesTest {

    @ParameterizedTest
    @CsvSource({
            "10.0.0.0/8, 10.255.255.255, true", "10.0.0.0/8, 11.0.0.0, false", "10.0.0.0/8, 9.255.255.255, false",
            "192.168.100.0/22, 192.168.103.255, true", "192.168.100.0/22, 192.168.104.0, false",
            "192.168.100.7/22, 192.168.100.1, true", "10.1.2.3, 10.1.2.3, true", "10.1.2.3, 10.1.2.4, false",
            "10.1.2.3/32, 10.1.2.3, true", "10.1.2.2/31, 10.1.2.3, true", "0.0.0.0/0, 255.255.255.255, true",
            "0.0.0.0/0, ::1, false", "::/0, 10.0.0.1, false", "::/0, 2001:db8::1, true",
            "2001:db8::/32, 2001:db8:ffff::1, true", "2001:db8::/32, 2001:db9::1, false", "::1, ::1, true",
            "fe80::/10, fe80::1%eth0, true", "2001:db8::/33, 2001:db8:8000::1, false",
            "10.0.0.0/8, ::ffff:10.0.0.1, true", "::ffff:10.0.0.0/104, 10.9.9.9, true",
            "::ffff:10.0.0.0/104, 11.0.0.1, false", "10.0.0.0/8, example.com, false", "10.0.0.0/8, '', false" })
    void rangeHoldsItsAddresses(String range, String address, boolean inside) {
        assertThat(rules(Action.REJECT, rule("r", Action.ALLOW, range)).admits(address)).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0/8", "10/8",
            "256.0.0.1",
            "localhost", "example.com/8", "::/129", "2001:db8::g/32", "::ffff:10.0.0.0/95", "10.0.0.0 /8", "0x0a.0.0.1",
            "10.0.0.0/0000", "1:2:3:4:5:6:7:8:9", ":::", "fe80::1%eth0%1/x" })
    void whatIsNoRangeIsRefused(String text) {
        assertThatThrownBy(() -> IpRange.parse(text)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.ARGUMENT_INVALID));
    }

    @Test
    void firstRuleThatHoldsTheAddressDecides() {
        // given
        NetworkRules rules = rules(Action.REJECT, rule("thief", Action.REJECT, "10.0.0.66"),
                rule("factory", Action.ALLOW, "10.0.0.0/24"), rule("too late", Action.ALLOW, "10.0.0.66"));

        // then
        assertThat(rules.admits("10.0.0.1")).isTrue();
        assertThat(rules.admits("10.0.0.66")).isFalse();
        assertThat(rules.admits("10.0.1.1")).isFalse();
    }

    @Test
    void withoutRulesTheDefaultDecides() {
        assertThat(NetworkRules.OPEN.admits("10.0.0.1")).isTrue();
        assertThat(NetworkRules.OPEN.admits("")).isTrue();
        assertThat(rules(Action.REJECT).admits("10.0.0.1")).isFalse();
    }

    @Test
    void addressThatCannotBeToldIsLetInOnlyWhenEverybodyIs() {
        assertThat(rules(Action.ALLOW, rule("thief", Action.REJECT, "10.0.0.66")).admits("")).isFalse();
    }

    @Test
    void readersOfTheBuiltInEndpointAreFilteredOnlyWhenTheRulesSaySo() {
        assertThat(new NetworkRules(Action.REJECT, false, List.of()).admitsReader("10.0.0.1")).isTrue();
        assertThat(new NetworkRules(Action.REJECT, true, List.of()).admitsReader("10.0.0.1")).isFalse();
    }

    @Test
    void namesAreUniqueWithoutCase() {
        assertThatThrownBy(() -> rules(Action.ALLOW, rule("A", Action.ALLOW, "10.0.0.1"), rule("a", Action.ALLOW, "10.0.0.2")))
                .isInstanceOf(HubException.class).hasMessageContaining("filterName 'a'");
    }

    @Test
    void thereAreAtMostAHundredRules() {
        // given
        List<IpRule> rules = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            rules.add(rule("rule " + i, Action.ALLOW, "10.0.0." + i));
        }
        assertThat(new NetworkRules(Action.REJECT, false, rules).admits("10.0.0.99")).isTrue();

        // when
        rules.add(rule("one more", Action.ALLOW, "10.0.0.100"));

        // then
        assertThatThrownBy(() -> new NetworkRules(Action.REJECT, false, rules)).isInstanceOf(HubException.class)
                .hasMessageContaining("at most 100");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "tab\t", "ümlaut", "a/b", "a\"b" })
    void whatIsNoNameIsRefused(String name) {
        assertThatThrownBy(() -> rule(name, Action.ALLOW, "10.0.0.1")).isInstanceOf(HubException.class);
    }

    private static NetworkRules rules(Action byDefault, IpRule... rules) {
        return new NetworkRules(byDefault, true, List.of(rules));
    }

    private static IpRule rule(String name, Action action, String range) {
        return new IpRule(name, action, IpRange.parse(range));
    }
}
