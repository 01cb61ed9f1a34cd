#!/bin/sh
# Makes folders, and those above them, that all may enter, whatever the umask.
#
# Usage: conf/folder.sh FOLDER...

umask 022
exec mkdir -p "$@"
