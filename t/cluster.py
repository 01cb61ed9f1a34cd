"""A PostgreSQL server of a test's own, in a temporary folder."""

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
import urllib.parse

SETTINGS = '''
listen_addresses = '%s'
unix_socket_directories = '%s'
max_connections = 60
logging_collector = off
log_min_messages = warning
wal_level = replica
shared_buffers = 64MB
max_prepared_transactions = 0
'''


def binaries():
    """The folder of PostgreSQL's programs, or None."""
    try:
        found = subprocess.run(['pg_config', '--bindir'],
                               stdout=subprocess.PIPE, text=True,
                               check=False).stdout.split()
    except OSError:
        found = []
    found += sorted(glob.glob('/usr/lib/postgresql/*/bin'), reverse=True)
    for folder in found:
        if os.access(os.path.join(folder, 'initdb'), os.X_OK):
            return folder
    return None


class Cluster:
    """A server, reached through a socket in its folder; begun by start()."""

    def __init__(self, folder=None, port=5432, settings='', address=''):
        self.bin = binaries()
        self.folder = folder or tempfile.mkdtemp(prefix='crm-postgresql.')
        self.data = os.path.join(self.folder, 'data')
        self.port = port
        self.settings = SETTINGS % (address, self.folder) + settings
        self.user = pwd.getpwnam('nobody') if os.geteuid() == 0 else None
        os.chmod(self.folder, 0o755)
        if self.user:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)

    def lower(self):
        """In a child: the server's user, for root may not run a server."""
        if self.user:
            os.setgroups([])
            os.setgid(self.user.pw_gid)
            os.setuid(self.user.pw_uid)

    def run(self, program, *arguments):
        """Runs one of PostgreSQL's programs as the server's user."""
        log = os.path.join(self.folder, 'log')
        with open(log, 'a', encoding='utf-8') as out:
            subprocess.run([os.path.join(self.bin, program), *arguments],
                           check=True, cwd='/', stdin=subprocess.DEVNULL,
                           stdout=out, stderr=out, preexec_fn=self.lower,
                           env={'PATH': os.environ['PATH'], 'LC_ALL': 'C'})

    def make(self):
        """Makes the data, with the settings."""
        self.run('initdb', '-D', self.data, '-U', 'crm', '-A', 'trust',
                 '-E', 'UTF8', '--locale=C', '--no-sync')
        with open(os.path.join(self.data, 'postgresql.conf'), 'a',
                  encoding='utf-8') as out:
            out.write(self.settings)

    def begin(self):
        """Starts the server on its data."""
        self.run('pg_ctl', '-D', self.data, '-w', '-s', '-l',
                 os.path.join(self.folder, 'server.log'),
                 '-o', '-p %d' % self.port, 'start')

    def start(self):
        """Makes the data and starts the server; returns self."""
        self.make()
        self.begin()
        return self

    def end(self, mode='immediate'):
        """Stops the server, if it runs."""
        try:
            self.run('pg_ctl', '-D', self.data, '-m', mode, '-s', 'stop')
        except subprocess.CalledProcessError:
            pass

    def uri(self, database='postgres', schema=None, user='crm'):
        """A connection string, as crm.conf takes it."""
        text = 'postgresql://%s@/%s?host=%s&port=%d' % (
            user, database, urllib.parse.quote(self.folder, safe=''),
            self.port)
        if schema:
            text += '&options=' + urllib.parse.quote(
                '-csearch_path=%s' % schema)
        return text

    def sql(self, text, database='postgres', user='crm'):
        """Runs SQL; returns what it prints."""
        return subprocess.run(
            [os.path.join(self.bin, 'psql'), '-qXAt', '-v', 'ON_ERROR_STOP=1',
             '-d', self.uri(database, user=user), '-c', text],
            check=True, stdout=subprocess.PIPE, text=True,
            env=dict(os.environ, PGOPTIONS='-cclient_min_messages=warning')
        ).stdout.strip()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)
