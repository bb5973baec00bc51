/**
 * How operators change the access rules: AccessRulesService (use cases), AccessRulesJson (the document, for the admin API and
 * for storage), AccessRulesWatch (what heals a lost announcement). What the rules decide stands in {@code hub.access}.
 */
@NullMarked
package io.nave.hub.rules;

import org.jspecify.annotations.NullMarked;
