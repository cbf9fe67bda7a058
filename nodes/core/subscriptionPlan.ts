/** What has to be done so that a vendor's subscriptions are those that are wanted. */
export interface SubscriptionPlan<Wanted, Existing> {
	create: Wanted[];
	update: Array<{ existing: Existing; wanted: Wanted }>;
	remove: Existing[];
}

/** How two sides of a plan are told apart. */
export interface SubscriptionRules<Wanted, Existing> {
	/** Two subscriptions with one key are the same one. */
	keyOfWanted(wanted: Wanted): string;
	keyOfExisting(existing: Existing): string;
	/** Others' subscriptions are never touched. */
	isOurs(existing: Existing): boolean;
	/** False where it has to be updated: disabled, other secret, other format. */
	isCurrent(existing: Existing, wanted: Wanted): boolean;
}

/**
 * Compares what is wanted with what the vendor holds. A second one of ours with the same key is
 * removed: it would deliver everything twice.
 */
export function planSubscriptions<Wanted, Existing>(
	wanted: readonly Wanted[],
	existing: readonly Existing[],
	rules: SubscriptionRules<Wanted, Existing>,
): SubscriptionPlan<Wanted, Existing> {
	const open = new Map(wanted.map((one) => [rules.keyOfWanted(one), one]));
	const plan: SubscriptionPlan<Wanted, Existing> = { create: [], update: [], remove: [] };
	for (const held of existing.filter((one) => rules.isOurs(one))) {
		const key = rules.keyOfExisting(held);
		const match = open.get(key);
		if (match === undefined) plan.remove.push(held);
		else if (!rules.isCurrent(held, match)) plan.update.push({ existing: held, wanted: match });
		open.delete(key);
	}
	plan.create.push(...open.values());
	return plan;
}

/** True when the vendor holds just what is wanted. */
export function isSettled(plan: SubscriptionPlan<unknown, unknown>): boolean {
	return plan.create.length + plan.update.length + plan.remove.length === 0;
}
