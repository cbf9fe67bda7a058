/** As much as n8n's contexts hold of their workflow, which n8n's types do not show. */
interface Evaluating {
	workflow?: {
		expression?: { withIsolate?<Result>(action: () => Promise<Result>): Promise<Result> };
	};
}

/**
 * Runs what may evaluate an expression where n8n has not prepared for one. n8n 2.x evaluates in
 * isolates and has one ready for each activation, request and execution, but none for a cron's tick:
 * there an expression, be it in a parameter or in a credential's `authenticate`, throws "No bridge
 * acquired for this context" (run on 2.41.1). n8n 1.x evaluates without isolates.
 */
export async function withIsolate<Result>(
	functions: object,
	action: () => Promise<Result>,
): Promise<Result> {
	const expression = (functions as Evaluating).workflow?.expression;
	return expression?.withIsolate ? await expression.withIsolate(action) : await action();
}
