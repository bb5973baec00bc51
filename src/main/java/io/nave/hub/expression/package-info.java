/**
 * The condition language of routes (semantics §1.10) and the values of enrichments (§1.8). Start at RouteCondition: routing
 * compiles a text once, when routes change, and asks the condition about each message:
 *
 * <pre>
 *  switch (RouteCondition.compile(text)) {
 *      case Compilation.Valid(RouteCondition condition) -&gt; keep it
 *      case Compilation.Invalid(List&lt;ConditionError&gt; errors) -&gt; refuse the route with them
 *  }
 *  Evaluation evaluation = new Evaluation(new DeviceMessageView(message, twin)); // one per message, over all routes
 *  if (condition.matches(evaluation)) ...
 *  evaluation.problem() // the body could not be read: RouteEvaluationError
 * </pre>
 *
 * A condition has a Guard where something simple must hold for it to be true, so that who has many need not ask them all.
 * {@code twin} supplies the tree {tags, properties: {desired, reported}} and is asked at most once, only if a condition needs
 * it; whether one may is {@code needsTwin()}. Lexer, Parser and ConditionCompiler turn a text into closures that are typed
 * (Operand): per message nothing is parsed, matched by a regular expression, or boxed. No input is deeper or longer than
 * Parser and RouteCondition allow.
 *
 * <p>
 * Where the reference has a conflict, this is what holds: a key that is not there is undefined, not null; texts that look like
 * dates are texts; {@code $name} is the system property, and only without one of that name the application property
 * {@code $name}; keys in a path are compared with case, the words {@code $body}, {@code $twin}, {@code tags},
 * {@code properties}, {@code desired} and {@code reported} without; an object or array is undefined for all but is_array,
 * is_object and is_primitive; JSON null is ordered last and is no truth value; a property without a value is null, and
 * comparing it with a text is undefined.
 */
@NullMarked
package io.nave.hub.expression;

import org.jspecify.annotations.NullMarked;
