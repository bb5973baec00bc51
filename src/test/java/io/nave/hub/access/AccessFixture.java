package io.nave.hub.access;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.guessing.GuessLimits;
import io.nave.hub.guessing.TestTime;
import io.nave.hub.id.HubNames;
import io.nave.hub.identity.IdentityStore;
import io.nave.hub.monitoring.HubMonitor;
import io.smallrye.mutiny.Uni;

/**
 * Who decides about access, in front of stores in memory: a provider of bearer tokens that knows one administrator, no
 * certificate authority, no rules and no guard unless given.
 */
public final class AccessFixture {

    private final IdentityStore identities;
    private final PolicyStore policies;
    private final PolicyCheck callers;
    private final CurrentAccessRules rules;
    private final GuessGuard guard;
    private final CertificateTrust trust;
    private final BearerTokens bearers;

    public AccessFixture(IdentityStore identities, PolicyStore policies) {
        this(identities, policies, new InMemoryAccessRulesStore(), guard(GuessLimits.OFF, new TestTime(), event -> {
        }));
    }

    public AccessFixture(IdentityStore identities, PolicyStore policies, AccessRulesStore rules, GuessGuard guard) {
        this(identities, policies, rules, guard, new NoAuthority());
    }

    public AccessFixture(IdentityStore identities, PolicyStore policies, AccessRulesStore rules, GuessGuard guard,
            CertificateTrust trust) {
        this(identities, policies, new CurrentAccessRules(rules), guard, trust, new StubBearerTokens(true));
        this.rules.refresh().await().indefinitely();
    }

    private AccessFixture(IdentityStore identities, PolicyStore policies, CurrentAccessRules rules, GuessGuard guard,
            CertificateTrust trust, BearerTokens bearers) {
        this.identities = identities;
        this.policies = policies;
        this.callers = new PolicyCheck(policies, Clock.systemUTC(), Duration.ZERO);
        this.rules = rules;
        this.guard = guard;
        this.trust = trust;
        this.bearers = bearers;
    }

    /** The same with another provider of bearer tokens. */
    public AccessFixture knowing(BearerTokens provider) {
        return new AccessFixture(identities, policies, rules, guard, trust, provider);
    }

    /** A guard whose time a test moves. */
    public static GuessGuard guard(GuessLimits limits, TestTime time, HubMonitor monitor) {
        return new GuessGuard(limits, time, time, monitor);
    }

    /** The rules as this replica knows them. */
    public CurrentAccessRules rules() {
        return rules;
    }

    public Authenticator authenticator(HubNames names, Clock clock) {
        DeviceCheck devices = new DeviceCheck(identities, policies, trust, rules, new GatewayCheck(identities), clock);
        return new Authenticator(devices, callers, bearers, rules, guard, names, clock);
    }

    public AccessReview review(ConnectionTable connections) {
        return new AccessReview(connections, identities, policies, callers, trust, rules, new GatewayCheck(identities));
    }

    /** Vouches for nobody. */
    public record NoAuthority() implements CertificateTrust {

        @Override
        public Uni<String> issuerOf(List<X509Certificate> chain) {
            return Uni.createFrom().failure(new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED, "no authority"));
        }

        @Override
        public boolean stands(String authority) {
            return false;
        }

        @Override
        public Uni<Void> refresh() {
            return Uni.createFrom().voidItem();
        }
    }
}
