/** Returns a name as a panel shows it: `draft_orders` as `Draft Orders`. */
export function titleCase(name: string): string {
	return name
		.split('_')
		.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
		.join(' ');
}
