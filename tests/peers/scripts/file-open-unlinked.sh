# SPDX-License-Identifier: GPL-2.0-or-later
# Data outlive the last name until the last descriptor.
echo secret >f; exec 3<f 4>>f; rm f; ls; echo more >&4; cat <&3; echo new >f; cat f; exec 3<&- 4>&-; mkdir d; cd d; rmdir ../d; ls; touch x; echo $?; cd ..; ls
