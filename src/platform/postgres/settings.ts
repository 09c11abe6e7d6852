/** The server's settings, rewritten at each start. What an operator sets by `alter system` wins over them. */
import { totalmem } from 'node:os';

const MB = 1024 * 1024;
const within = (low: number, value: number, high: number) => Math.round(Math.min(high, Math.max(low, value)));

/**
 * @param durable false only for test databases, which nobody misses after a power cut.
 * @param memory of the machine in bytes.
 */
export function settings(port: number, durable: boolean, memory = totalmem()): string {
  const total = memory / MB;
  const lines: Record<string, string | number> = {
    // The machine's own people only: the address, and passwords for everyone (see pg_hba.conf).
    listen_addresses: "'127.0.0.1'",
    port,
    unix_socket_directories: "''",
    max_connections: 80,
    password_encryption: "'scram-sha-256'",

    // A small office machine that also runs the server and, perhaps, a browser.
    shared_buffers: `'${within(128, total / 8, 2048)}MB'`,
    effective_cache_size: `'${within(384, total / 2, 65536)}MB'`,
    work_mem: `'${within(8, total / 500, 32)}MB'`,
    maintenance_work_mem: `'${within(64, total / 32, 512)}MB'`,
    max_worker_processes: 8,
    max_parallel_workers: 2,
    max_parallel_workers_per_gather: 1,
    max_parallel_maintenance_workers: 1,
    random_page_cost: 1.1,
    effective_io_concurrency: 16,
    // Compiling a plan costs more than any query of a ledger page.
    jit: 'off',
    track_io_timing: 'on',

    // Nothing acknowledged is ever lost; no replica hangs on this server, so WAL needs no more than crash recovery.
    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    wal_level: 'minimal',
    max_wal_senders: 0,
    min_wal_size: "'256MB'",
    max_wal_size: "'2GB'",
    checkpoint_timeout: "'15min'",
    checkpoint_completion_target: 0.9,
    idle_in_transaction_session_timeout: "'10min'",

    // Seven files, one a weekday, written over. Values never reach the log: they are people's telephone numbers.
    logging_collector: 'on',
    log_directory: "'log'",
    log_filename: "'postgresql-%a.log'",
    log_rotation_age: "'1d'",
    log_truncate_on_rotation: 'on',
    log_file_mode: '0600',
    log_min_duration_statement: "'2s'",
    log_parameter_max_length: 0,
    log_parameter_max_length_on_error: 0,
    log_error_verbosity: 'terse',
    log_timezone: "'Asia/Shanghai'",
    timezone: "'UTC'",
    datestyle: "'iso, ymd'",
    lc_messages: "'C'",
    default_text_search_config: "'pg_catalog.simple'",
  };
  const body = Object.entries(lines).map(([name, value]) => `${name} = ${value}`);
  return `# Written at every start; change settings with "alter system" instead.\n${body.join('\n')}\n`;
}

/** Password for everyone, from this machine only, no replication. */
export const hostAccess = '# TYPE DATABASE USER ADDRESS METHOD\nhost all all 127.0.0.1/32 scram-sha-256\n';
