package io.nave;

import jakarta.inject.Singleton;

import io.nave.hub.certificates.AuthorityUpkeep;
import io.nave.hub.rules.AccessRulesWatch;
import io.smallrye.mutiny.Multi;

/** Keeps what decides about access as it is stored, also when a call of another replica was lost. */
@Singleton
record AccessWatch(AccessRulesWatch rules, AuthorityUpkeep authorities) {

    Multi<Void> run() {
        return Multi.createBy().merging().streams(rules.run(), authorities.run());
    }
}
