/** What a line may be at most, or has to be at least. */
export interface Goal {
	atMost?: number;
	atLeast?: number;
}

/** One figure of a table, and its goal. */
export interface Cell {
	value: number;
	goal?: Goal;
	/** Why it cannot be met; `bench/README.md` says more under this word. */
	note?: string;
}

export type Row = Record<string, Cell | string | number>;

/** A table as it is printed. `legend` explains the figures in one line. */
export interface Table {
	title: string;
	legend: string;
	rows: Row[];
}

/** Writes a table in Markdown, which terminals and README show alike. */
export function markdown({ title, legend, rows }: Table): string {
	const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
	const cells = [names, ...rows.map((row) => names.map((name) => written(row[name])))];
	const widths = names.map((_, column) => Math.max(...cells.map((line) => line[column].length)));
	const lines = cells.map((line) => {
		const padded = line.map((text, column) =>
			column === 0 ? text.padEnd(widths[column]) : text.padStart(widths[column]),
		);
		return `| ${padded.join(' | ')} |`;
	});
	const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
	return [`### ${title}`, '', legend, '', lines[0], rule, ...lines.slice(1), ''].join('\n');
}

/** How many figures have a goal, and how many of those meet it. */
export function verdict(tables: readonly Table[]): { goals: number; met: number } {
	const cells = tables.flatMap(({ rows }) => rows.flatMap((row) => Object.values(row)));
	const judged = cells.flatMap((cell) =>
		typeof cell === 'object' && cell.goal ? [isMet(cell)] : [],
	);
	return { goals: judged.length, met: judged.filter(Boolean).length };
}

function isMet({ value, goal: { atMost = Infinity, atLeast = -Infinity } = {} }: Cell): boolean {
	return value <= atMost && value >= atLeast;
}

function written(cell: Row[string] | undefined): string {
	if (cell === undefined) return '';
	if (typeof cell === 'string') return cell;
	if (typeof cell === 'number') return number(cell);
	const { value, goal, note } = cell;
	if (goal === undefined) return number(value);
	const bound = goal.atMost === undefined ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
	const judged = isMet(cell) ? 'yes' : note === undefined ? 'NO' : `no: ${note}`;
	return `${number(value)} (${bound}: ${judged})`;
}

function number(value: number): string {
	if (Number.isInteger(value)) return value.toLocaleString('en');
	return value < 100 ? value.toFixed(2) : Math.round(value).toLocaleString('en');
}
