/** The part of n8n's contexts that evaluates expressions. n8n's types do not declare it. */
interface ExpressionContext {
	workflow?: {
		expression?: { withIsolate?<Result>(action: () => Promise<Result>): Promise<Result> };
	};
}

/**
 * Runs an action in which n8n may evaluate expressions, with an isolate if n8n needs one. n8n 2.x evaluates expressions
 * in isolates. It prepares one for each activation, request and execution, but not for a tick of a cron. Without one, an
 * expression throws "No bridge acquired for this context", even in a credential's `authenticate` (measured on 2.41.1).
 * n8n 1.x evaluates without isolates.
 */
export async function withIsolate<Result>(
	functions: object,
	action: () => Promise<Result>,
): Promise<Result> {
	const expression = (functions as ExpressionContext).workflow?.expression;
	return expression?.withIsolate ? await expression.withIsolate(action) : await action();
}
