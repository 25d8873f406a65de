echo data >a; ln a b; ln -s a c; chmod 600 a; mkdir -p d/e; touch d/e/f
ls -l c | sed 's/.* c/c/'; cat b c
exit 3
